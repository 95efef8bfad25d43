"""Much at a time, from and to other systems: each row is taken for itself, and taken again it changes nothing.

Read `contacts`; for orders `formats`, how files hold them, `import_orders`, and `matching`, which finds or makes what
their rows name.
"""
