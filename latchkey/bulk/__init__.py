"""Much at a time, from and to other systems: each row is imported by itself, and imported again it changes nothing.
Read `contacts`; for orders `formats`, the form of their files, `import_orders`, and `matching`, which finds or makes
the customers, sites and assets that rows name."""
