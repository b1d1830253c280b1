DROP TABLE handover_item;
DROP TABLE handover;
