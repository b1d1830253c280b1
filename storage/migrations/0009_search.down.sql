DROP TABLE notice_given;
DROP TABLE opened;
DROP TABLE search_query;
DROP TABLE search_gram;
DROP TABLE search_word;
DROP TABLE search_entry;
DROP TABLE search_call;
