-- What else is known of an alert, in words: of a dimension over its class, which values came and by which revision.
ALTER TABLE alerts ADD COLUMN note TEXT DEFAULT '' NOT NULL;
