DROP TABLE backfill;
DROP TABLE season_watch;
DROP INDEX call_changed;
DROP TABLE season_state;
DROP TABLE season;
DROP TABLE opening;
