"""Taking staff on: a member with an account that is active at once, without an invitation."""

from adapters import clock
from models.access.accounts import Account
from models.log.unit_of_work import unit_of_work
from models.people.staff import StaffMember, StaffRole, add_staff


async def engage(
    name: str, email: str, role: StaffRole, username: str | None, password_hash: str, *, time_zone: str = "UTC"
) -> StaffMember:
    """Add a member of staff who can sign in with that password; without a username the address is one.

    Refuses with NOT_UNIQUE an address or a username that is taken.
    """
    async with unit_of_work():
        member = await add_staff(name, email, role, time_zone=time_zone)
        account = await Account.create(staff_id=member.id, created_at=clock.now())
        await account.take_username(username or member.email)
        await account.set_password(password_hash)
        account.activated_at = clock.now()
        await account.save(update_fields=["activated_at"])
        return member
