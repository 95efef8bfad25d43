"""The contract: what clients may ask and what they get."""

# Enums are described beside the inputs, and must be before a type names them.
import resolvers.access.inputs
import resolvers.invoices.inputs
import resolvers.log.inputs
import resolvers.messages.inputs
import resolvers.orders.inputs
import resolvers.orders.recommendation_inputs
import resolvers.people.inputs
import resolvers.places.inputs  # noqa: F401
