"""The kept sums of invoices: what a list of many comes to, without reading them. Read `kept`, then `folding`. Triggers
(migration invoice_sums) add a row to the table `invoice_sums` for each change of an invoice, to the sums of its
customer and to those of all, which have no customer. Nobody waits for anybody, as no row is changed; from time to time
rows are put together."""
