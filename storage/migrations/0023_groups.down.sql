DROP TABLE request_topic;
DROP TABLE office_chat_link;
DROP TABLE office_chat;
