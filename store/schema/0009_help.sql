-- Whether the help answers what people ask (ui.md "Help").

-- +goose Up

-- One answer of each person to each article; the newest counts. Who it was is asked nowhere: the key only keeps one person from counting twice.
CREATE TABLE help_answer (
	article TEXT NOT NULL,
	answered_by TEXT NOT NULL, -- "account:17", "app_user:4"
	helped {bool} NOT NULL,
	note TEXT NOT NULL DEFAULT '',
	answered_at {time} NOT NULL,
	PRIMARY KEY (article, answered_by)
);

-- Where "Suggest an edit" leads; the article's file follows. Empty: it is not offered.
ALTER TABLE vendor ADD COLUMN help_edit_url TEXT NOT NULL DEFAULT '';
