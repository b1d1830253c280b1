DROP INDEX request_message_unsent;
DROP TABLE office_template;
