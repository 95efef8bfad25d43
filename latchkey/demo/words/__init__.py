"""The texts of the demo data, by the trade that they belong to. Read `jobs`, the form of an order's story; then
`bakery`, `household` and `properties`."""
