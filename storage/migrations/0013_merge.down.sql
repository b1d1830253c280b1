DROP TABLE call_verdict;
DROP TABLE call_doubt;
DROP TABLE post_apart;
DROP INDEX post_words;
DROP TABLE post_attachment;
DROP TABLE call_pointer;
