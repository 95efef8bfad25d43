from models.rows import Row as Row
from models.rows import count as count
from models.rows import select as select
