"""The market: properties for sale or to let. Read `listing_states`, `listings` with their `listing_files`, and
`progress`; of those who want them `enquiries`, `requirements` and `matching`, then `viewings` with `appointments` and
`feedback`, and `offers` with `negotiation`. `telling` says who is told; `sight` and `rights` are the market's parts of
the policy. `archiving` is of sites, which stand below all that goes on there."""
