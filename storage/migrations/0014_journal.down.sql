DROP TABLE calendar_change;
DROP TABLE log_head;
DROP TABLE log_private;
DROP TABLE log_entry;
{only:postgresql} DROP FUNCTION log_refuses();
{only:postgresql} DROP FUNCTION log_follows();
