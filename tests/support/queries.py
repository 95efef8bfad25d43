"""The reads behind the main pages of a frontend, and another way to execute them."""

from collections.abc import Mapping
from typing import Any

import pytest

from execution import documents
from execution.operations import Operation

OF_THE_TAIL = "orders.of_property, orders.site_id FROM orders"
"""What the tail of the log asks of the orders that new events are about, by itself."""
OVERVIEW = """{ viewer { overview {
  recentOrders { number status customer { name } site { name } }
  outstandingInvoices { number total { amount currency } }
  awaitingMyApproval { number }
  pendingRecommendations { title }
  latestNotifications { title createdAt }
  unreadNotificationCount } } }"""
ORDER_LIST = """{ orders(first: 50) { nodes { id number kind priority status problemSummary problemDetail createdAt updatedAt
  completedAt scheduledFor version asset { name serialNumber } site { name }
  timeline(first: 5) { nodes { __typename occurredAt actor { name } ... on StatusChange { fromStatus toStatus comment } ... on Note { body } } }
  } pageInfo { hasNextPage endCursor } } }"""
ORDER_PAGE = """query($id: ID!) { order(by: {id: $id}) { number status statusRibbon { status state reachedAt } nextStatuses
  customer { name } technicians { name } recommendations { nodes { title status } } invoices { nodes { number } }
  earlierOrders { nodes { number } }
  timeline(first: 100) { nodes { __typename occurredAt actor { name } ... on Note { body } } } } }"""


def use_no_plans(patched: pytest.MonkeyPatch) -> None:
    """Have graphql-core execute operations, as those that have no plan."""
    plan = Operation.plan

    def none(self: Operation, variables: Mapping[str, Any]) -> None:
        plan(self, variables)  # which refuses what graphql-core says in other words

    patched.setattr(Operation, "plan", none)


def remember_every_document(patched: pytest.MonkeyPatch) -> None:
    """Have the server understand each document once, however long, where the same ones are sent again and again."""
    for limit in ("REMEMBERED_DOCUMENTS", "REMEMBERED_CHARACTERS", "MAX_REMEMBERED_CHARACTERS"):
        patched.setattr(documents, limit, 10**8)
