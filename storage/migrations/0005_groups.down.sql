DROP TABLE group_admin;
DROP TABLE group_chat;
