"""The reads behind the main pages of a frontend."""

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
