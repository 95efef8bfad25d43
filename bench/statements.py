"""The SQL of the bare endpoint, written by hand for PostgreSQL: what each page needs, and no column more."""

from typing import Final

CONTACT: Final = "SELECT id, display_name, time_zone FROM contacts WHERE id = $1"

RECENT_ORDERS: Final = """
SELECT id, number, status, priority, problem_summary, updated_at FROM orders
WHERE customer_id = $1 ORDER BY created_at DESC, id DESC LIMIT 10
"""
OUTSTANDING_INVOICES: Final = """
SELECT id, number, due_on, total_minor - credited_minor - paid_minor AS balance, currency FROM invoices
WHERE customer_id = $1 AND payment_status = 'OUTSTANDING' AND issued_at IS NOT NULL ORDER BY due_on, id LIMIT 10
"""
AWAITING_APPROVAL: Final = """
SELECT id, number, total_minor, currency FROM invoices
WHERE customer_id = $1 AND approval_status = 'PENDING' AND payment_status = 'OUTSTANDING'
  AND open_holds = 0 AND (approver_id IS NULL OR approver_id = $2) AND approval_mode <> 'OPERATOR_APPROVES'
  AND issued_at IS NOT NULL
ORDER BY issued_at, id LIMIT 10
"""
PENDING_RECOMMENDATIONS: Final = """
SELECT r.id, r.title, r.estimate_minor, r.currency, o.number FROM recommendations r JOIN orders o ON o.id = r.order_id
WHERE o.customer_id = $1 AND r.status IN ('PENDING', 'CLARIFICATION_REQUESTED') ORDER BY r.posted_at, r.id LIMIT 10
"""
LATEST_NOTIFICATIONS: Final = """
SELECT id, kind, title, created_at, read_at FROM notifications
WHERE contact_id = $1 ORDER BY created_at DESC, id DESC LIMIT 10
"""
UNREAD_NOTIFICATIONS: Final = "SELECT count(*) FROM notifications WHERE contact_id = $1 AND read_at IS NULL"

_ORDER = """
SELECT o.id, o.version, o.number, o.kind, o.priority, o.status, o.problem_summary, o.problem_detail, o.scheduled_for,
       o.created_at, o.updated_at, o.completed_at, o.asset_id, a.name AS asset_name, a.serial_number,
       o.site_id, s.name AS site_name, s.line1, s.city, s.country{more}
FROM orders o JOIN assets a ON a.id = o.asset_id JOIN sites s ON s.id = o.site_id
"""
ORDERS: Final = _ORDER.format(more="") + "WHERE o.customer_id = $1 ORDER BY o.created_at DESC, o.id DESC LIMIT $2"
ORDER: Final = (
    _ORDER.format(more=", c.name AS customer_name") + "JOIN customers c ON c.id = o.customer_id WHERE o.id = $1"
)

_FOUND = "SELECT o.id, o.number, o.status, o.problem_summary, o.updated_at FROM"
FEW_FOUND: Final = f"""
WITH found AS MATERIALIZED (SELECT id FROM orders_search WHERE words @@ $1::tsquery)
{_FOUND} found JOIN orders o ON o.id = found.id ORDER BY o.created_at DESC, o.id DESC LIMIT 51
"""
MANY_FOUND: Final = f"""
{_FOUND} orders o WHERE EXISTS (SELECT 1 FROM orders_search s WHERE s.id = o.id AND s.words @@ $1::tsquery)
ORDER BY o.created_at DESC, o.id DESC LIMIT 51
"""

_ENTRY = """
SELECT e.order_id, e.position, e.kind, e.occurred_at, e.actor->>'name' AS actor_name,
       e.data->>'from_status' AS from_status, e.data->>'to_status' AS to_status, e.data->>'comment' AS comment,
       e.data->>'work' AS work, e.data->>'summary' AS summary, n.body
FROM events e LEFT JOIN notes n ON n.id = (e.data->>'note_id')::uuid
WHERE e.order_id = {order} AND e.visibility = 'EVERYONE' AND e.kind IN (
  'ORDER_CREATED', 'ORDER_STATUS_CHANGED', 'NOTE_ADDED', 'ATTACHMENT_ADDED', 'RECOMMENDATION_POSTED',
  'RECOMMENDATION_ANSWERED', 'WORK_RECORDED', 'ORDER_SCHEDULED')
ORDER BY e.position DESC LIMIT {limit}
"""
LATEST_ENTRIES: Final = (
    "SELECT entry.* FROM unnest($1::uuid[]) AS page(id) CROSS JOIN LATERAL ("
    + _ENTRY.format(order="page.id", limit="$2")
    + ") AS entry"
)
ENTRIES: Final = _ENTRY.format(order="$1", limit=100)
