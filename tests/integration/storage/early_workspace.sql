-- file core
BEGIN TRANSACTION;
CREATE TABLE agent (
	agent_id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	team TEXT NOT NULL, 
	skills TEXT NOT NULL, 
	weekly_minutes INTEGER NOT NULL, 
	days_per_week INTEGER NOT NULL, 
	daily_minutes TEXT NOT NULL, 
	languages TEXT NOT NULL, 
	email TEXT NOT NULL, 
	start_date DATE, 
	end_date DATE, 
	hourly_cost TEXT, 
	availability TEXT NOT NULL, 
	CONSTRAINT pk_agent PRIMARY KEY (agent_id)
);
INSERT INTO "agent" VALUES('A01','Ana Ruiz','phone','["phone"]',2400,5,'[]','[]','',NULL,NULL,NULL,'[]');
INSERT INTO "agent" VALUES('A02','Luis Gil','phone','["phone"]',2400,5,'[]','[]','',NULL,NULL,NULL,'[]');
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0018_roster_request');
INSERT INTO "alembic_version" VALUES('0017_roster_team');
INSERT INTO "alembic_version" VALUES('0012_promo_calendar');
INSERT INTO "alembic_version" VALUES('0011_people_care');
INSERT INTO "alembic_version" VALUES('0006_team_rules');
INSERT INTO "alembic_version" VALUES('0005_forecast_marks');
INSERT INTO "alembic_version" VALUES('0004_pay');
INSERT INTO "alembic_version" VALUES('0003_surveys');
CREATE TABLE audit_log (
	seq INTEGER NOT NULL, 
	at TEXT NOT NULL, 
	actor TEXT NOT NULL, 
	action TEXT NOT NULL, 
	object TEXT NOT NULL, 
	detail TEXT NOT NULL, 
	previous TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	CONSTRAINT pk_audit_log PRIMARY KEY (seq)
);
INSERT INTO "audit_log" VALUES(1,'2026-11-30T17:51:33.240950+00:00','ana','channel changed','phone','{}','0000000000000000000000000000000000000000000000000000000000000000','5811b2faf783c0665493942d5044aa05b9a4bddd2c304088a63dfb69cc2efb12');
CREATE TABLE channel (
	name TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	config TEXT NOT NULL, 
	CONSTRAINT pk_channel PRIMARY KEY (name)
);
INSERT INTO "channel" VALUES('phone',1,'{"aht_s":300.0,"concurrency":1,"handle_s_by_level":[],"kind":"live","label_en":"Phone","label_es":"Teléfono","min_staff":0,"opening":{},"patience_s":120.0,"shrinkage":0.0,"shrinkage_kinds":[],"target":{"abandon_max":null,"asa_max_s":null,"awt_s":20,"occ_max":null,"response_s":null,"sl":0.8}}');
CREATE TABLE coaching_plan (
	plan_id TEXT NOT NULL, 
	agent_id TEXT NOT NULL, 
	coach TEXT NOT NULL, 
	goal TEXT NOT NULL, 
	state TEXT NOT NULL, 
	started_on DATE NOT NULL, 
	follow_up_on DATE, 
	closed_on DATE, 
	outcome TEXT NOT NULL, 
	author TEXT NOT NULL, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_coaching_plan PRIMARY KEY (plan_id), 
	CONSTRAINT fk_coaching_plan_agent_id FOREIGN KEY(agent_id) REFERENCES agent (agent_id) ON DELETE CASCADE
);
CREATE TABLE coaching_talk (
	talk_id TEXT NOT NULL, 
	plan_id TEXT NOT NULL, 
	agent_id TEXT NOT NULL, 
	day DATE NOT NULL, 
	note TEXT NOT NULL, 
	author TEXT NOT NULL, 
	created_at TEXT NOT NULL, 
	CONSTRAINT pk_coaching_talk PRIMARY KEY (talk_id), 
	CONSTRAINT fk_coaching_talk_plan_id FOREIGN KEY(plan_id) REFERENCES coaching_plan (plan_id) ON DELETE CASCADE
);
CREATE TABLE contact_block (
	channel TEXT NOT NULL, 
	language TEXT NOT NULL, 
	priority TEXT NOT NULL, 
	block INTEGER NOT NULL, 
	first BIGINT NOT NULL, 
	last BIGINT NOT NULL, 
	rows INTEGER NOT NULL, 
	minutes INTEGER NOT NULL, 
	data BLOB NOT NULL, 
	content_hash TEXT NOT NULL, 
	CONSTRAINT pk_contact_block PRIMARY KEY (channel, language, priority, block)
);
CREATE TABLE event (
	name TEXT NOT NULL, 
	channel TEXT NOT NULL, 
	start TEXT NOT NULL, 
	"end" TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	uplift_pct TEXT, 
	CONSTRAINT pk_event PRIMARY KEY (name, channel, start)
);
CREATE TABLE excluded_day (
	channel TEXT NOT NULL, 
	day DATE NOT NULL, 
	reason TEXT NOT NULL, 
	author TEXT NOT NULL, 
	created_at TEXT NOT NULL, 
	CONSTRAINT pk_excluded_day PRIMARY KEY (channel, day)
);
CREATE TABLE forecast (
	forecast_id INTEGER NOT NULL, 
	start TEXT NOT NULL, 
	"end" TEXT NOT NULL, 
	minutes INTEGER NOT NULL, 
	model TEXT NOT NULL, 
	details TEXT NOT NULL, 
	author TEXT NOT NULL, 
	created_at TEXT NOT NULL, 
	published BOOLEAN NOT NULL, 
	CONSTRAINT pk_forecast PRIMARY KEY (forecast_id)
);
CREATE TABLE forecast_interval (
	forecast_id INTEGER NOT NULL, 
	channel TEXT NOT NULL, 
	interval_start BIGINT NOT NULL, 
	mean FLOAT, 
	q025 FLOAT, 
	q10 FLOAT, 
	q50 FLOAT, 
	q90 FLOAT, 
	q975 FLOAT, 
	aht_s FLOAT, 
	CONSTRAINT pk_forecast_interval PRIMARY KEY (forecast_id, channel, interval_start), 
	CONSTRAINT fk_forecast_interval_forecast_id FOREIGN KEY(forecast_id) REFERENCES forecast (forecast_id) ON DELETE CASCADE
)
 WITHOUT ROWID

;
CREATE TABLE forecast_override (
	override_id INTEGER NOT NULL, 
	channel TEXT NOT NULL, 
	start TEXT NOT NULL, 
	"end" TEXT NOT NULL, 
	measure TEXT NOT NULL, 
	operation TEXT NOT NULL, 
	value FLOAT NOT NULL, 
	reason TEXT NOT NULL, 
	author TEXT NOT NULL, 
	created_at TEXT NOT NULL, 
	undone_at TEXT, 
	undone_by TEXT DEFAULT '' NOT NULL, 
	CONSTRAINT pk_forecast_override PRIMARY KEY (override_id)
);
INSERT INTO "forecast_override" VALUES(1,'phone','2026-09-06 22:00:00.000000','2026-09-07 22:00:00.000000','contacts','percent',5.0,'El volumen cambió durante la semana','ana','2026-11-30 17:51:34.018327',NULL,'');
INSERT INTO "forecast_override" VALUES(2,'phone','2026-09-06 22:00:00.000000','2026-09-07 22:00:00.000000','contacts','percent',5.0,'what if: handling time','ana','2026-11-30 17:51:34.088103',NULL,'');
INSERT INTO "forecast_override" VALUES(3,'phone','2026-09-06 22:00:00.000000','2026-09-07 22:00:00.000000','contacts','percent',5.0,'nueva previsión a las 12:30: llegaron 40, se esperaban 30','ana','2026-11-30 17:51:34.157976',NULL,'');
INSERT INTO "forecast_override" VALUES(4,'phone','2026-09-06 22:00:00.000000','2026-09-07 22:00:00.000000','contacts','percent',5.0,'campaña de radio','ana','2026-11-30 17:51:34.242794',NULL,'');
CREATE TABLE forecast_publication (
	publication_id INTEGER NOT NULL, 
	forecast_id INTEGER NOT NULL, 
	start TEXT NOT NULL, 
	"end" TEXT NOT NULL, 
	overrides TEXT NOT NULL, 
	locked BOOLEAN NOT NULL, 
	author TEXT NOT NULL, 
	created_at TEXT NOT NULL, 
	CONSTRAINT pk_forecast_publication PRIMARY KEY (publication_id), 
	CONSTRAINT fk_forecast_publication_forecast_id FOREIGN KEY(forecast_id) REFERENCES forecast (forecast_id)
);
CREATE TABLE forecast_report (
	kind TEXT NOT NULL, 
	made_at TEXT NOT NULL, 
	body TEXT NOT NULL, 
	CONSTRAINT pk_forecast_report PRIMARY KEY (kind)
);
CREATE TABLE import_file (
	file_hash TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	profile_hash TEXT NOT NULL, 
	file_name TEXT NOT NULL, 
	imported_at TEXT NOT NULL, 
	author TEXT NOT NULL, 
	rows INTEGER NOT NULL, 
	new INTEGER NOT NULL, 
	changed INTEGER NOT NULL, 
	same INTEGER NOT NULL, 
	CONSTRAINT pk_import_file PRIMARY KEY (file_hash, kind, profile_hash)
);
CREATE TABLE leaving (
	agent_id TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	changed_at TEXT NOT NULL, 
	changed_by TEXT NOT NULL, 
	CONSTRAINT pk_leaving PRIMARY KEY (agent_id), 
	CONSTRAINT fk_leaving_agent_id FOREIGN KEY(agent_id) REFERENCES agent (agent_id) ON DELETE CASCADE
);
CREATE TABLE member_code (
	agent_id TEXT NOT NULL, 
	hash TEXT NOT NULL, 
	issued_at TEXT NOT NULL, 
	issued_by TEXT NOT NULL, 
	CONSTRAINT pk_member_code PRIMARY KEY (agent_id), 
	CONSTRAINT fk_member_code_agent_id FOREIGN KEY(agent_id) REFERENCES agent (agent_id) ON DELETE CASCADE
);
CREATE TABLE person (
	login TEXT NOT NULL, 
	name TEXT NOT NULL, 
	role TEXT NOT NULL, 
	CONSTRAINT pk_person PRIMARY KEY (login)
);
CREATE TABLE person_team (
	login TEXT NOT NULL, 
	team TEXT NOT NULL, 
	CONSTRAINT pk_person_team PRIMARY KEY (login, team), 
	CONSTRAINT fk_person_team_login FOREIGN KEY(login) REFERENCES person (login) ON DELETE CASCADE
);
CREATE TABLE preference (
	agent_id TEXT NOT NULL, 
	subject TEXT NOT NULL, 
	wish TEXT NOT NULL, 
	start TEXT NOT NULL, 
	"end" TEXT NOT NULL, 
	weight FLOAT NOT NULL, 
	CONSTRAINT pk_preference PRIMARY KEY (agent_id, subject, wish, start), 
	CONSTRAINT fk_preference_agent_id FOREIGN KEY(agent_id) REFERENCES agent (agent_id) ON DELETE CASCADE
);
CREATE TABLE promo_proposal (
	proposal_id TEXT NOT NULL, 
	agent_id TEXT NOT NULL, 
	author TEXT NOT NULL, 
	by_name TEXT NOT NULL, 
	name TEXT NOT NULL, 
	first_day DATE NOT NULL, 
	last_day DATE NOT NULL, 
	channels TEXT NOT NULL, 
	uplift_pct TEXT, 
	why TEXT NOT NULL, 
	state TEXT NOT NULL, 
	created_at TEXT NOT NULL, 
	decided_at TEXT, 
	decided_by TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_promo_proposal PRIMARY KEY (proposal_id)
);
CREATE TABLE promo_vote (
	proposal_id TEXT NOT NULL, 
	agent_id TEXT NOT NULL, 
	vote TEXT NOT NULL, 
	changed_at TEXT NOT NULL, 
	CONSTRAINT pk_promo_vote PRIMARY KEY (proposal_id, agent_id), 
	CONSTRAINT fk_promo_vote_proposal_id FOREIGN KEY(proposal_id) REFERENCES promo_proposal (proposal_id) ON DELETE CASCADE
);
CREATE TABLE recognition (
	recognition_id TEXT NOT NULL, 
	agent_id TEXT NOT NULL, 
	author TEXT NOT NULL, 
	by_name TEXT NOT NULL, 
	thanked_id TEXT NOT NULL, 
	thanked_name TEXT NOT NULL, 
	thanked_team TEXT NOT NULL, 
	message TEXT NOT NULL, 
	created_at TEXT NOT NULL, 
	withdrawn_at TEXT, 
	CONSTRAINT pk_recognition PRIMARY KEY (recognition_id)
);
CREATE TABLE requirement (
	requirement_id INTEGER NOT NULL, 
	first_day DATE NOT NULL, 
	days INTEGER NOT NULL, 
	minutes INTEGER NOT NULL, 
	zone TEXT NOT NULL, 
	required TEXT NOT NULL, 
	details TEXT NOT NULL, 
	author TEXT NOT NULL, 
	created_at TEXT NOT NULL, 
	content_hash TEXT NOT NULL, 
	CONSTRAINT pk_requirement PRIMARY KEY (requirement_id)
);
INSERT INTO "requirement" VALUES(1,'2026-09-07',1,60,'Europe/Madrid','{"phone":[1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0,1.0]}','{"source": "forecast", "from": "x", "channels": {}, "warnings": ["No hay previsi\u00f3n para Tel\u00e9fono: no pide a nadie.", "phone: 12 contacts arrive outside opening hours and are not planned for.", "phone: contactos con un tiempo de gesti\u00f3n de 0; se planifica un agente.", "dicho de otra manera"]}','ana','2026-11-30 17:51:33.939155','e9e1456c12aa245874c6510c6d5f6cdabb483f506fec157ab494931a3f2ddf0d');
CREATE TABLE roster_request (
	request_id TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	agent_id TEXT NOT NULL, 
	day DATE NOT NULL, 
	other_id TEXT NOT NULL, 
	other_day DATE, 
	wish TEXT NOT NULL, 
	note TEXT NOT NULL, 
	state TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	created_at TEXT NOT NULL, 
	created_by TEXT NOT NULL, 
	decided_at TEXT, 
	decided_by TEXT NOT NULL, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_roster_request PRIMARY KEY (request_id)
);
CREATE TABLE roster_shift (
	roster_id TEXT NOT NULL, 
	agent_id TEXT NOT NULL, 
	start TEXT NOT NULL, 
	"end" TEXT NOT NULL, 
	day DATE NOT NULL, 
	breaks TEXT NOT NULL, 
	activities TEXT NOT NULL, 
	locked BOOLEAN NOT NULL, 
	note TEXT NOT NULL, 
	CONSTRAINT pk_roster_shift PRIMARY KEY (roster_id, agent_id, start), 
	CONSTRAINT fk_roster_shift_roster_id FOREIGN KEY(roster_id) REFERENCES roster_version (roster_id) ON DELETE CASCADE
);
INSERT INTO "roster_shift" VALUES('1a9ef075ff39401ba0ced026d0709674','A01','2026-09-07 07:00:00.000000','2026-09-07 15:00:00.000000','2026-09-07','[]','[]',0,'');
INSERT INTO "roster_shift" VALUES('1a9ef075ff39401ba0ced026d0709674','A02','2026-09-08 07:00:00.000000','2026-09-08 15:00:00.000000','2026-09-08','[]','[]',0,'');
INSERT INTO "roster_shift" VALUES('fa09dd9c8f5c406bbe6ada173c0c72b1','A01','2026-09-07 07:00:00.000000','2026-09-07 15:00:00.000000','2026-09-07','[]','[]',0,'');
INSERT INTO "roster_shift" VALUES('fa09dd9c8f5c406bbe6ada173c0c72b1','A02','2026-09-08 07:00:00.000000','2026-09-08 15:00:00.000000','2026-09-08','[]','[]',0,'');
INSERT INTO "roster_shift" VALUES('83caf7bc25384777885be0543b674182','A01','2026-09-07 07:00:00.000000','2026-09-07 15:00:00.000000','2026-09-07','[]','[]',0,'');
INSERT INTO "roster_shift" VALUES('83caf7bc25384777885be0543b674182','A02','2026-09-08 07:00:00.000000','2026-09-08 15:00:00.000000','2026-09-08','[]','[]',0,'');
INSERT INTO "roster_shift" VALUES('484996bf1d1d4c9f8bed98d3b25be260','A01','2026-09-07 07:00:00.000000','2026-09-07 15:00:00.000000','2026-09-07','[]','[]',0,'');
INSERT INTO "roster_shift" VALUES('484996bf1d1d4c9f8bed98d3b25be260','A02','2026-09-08 07:00:00.000000','2026-09-08 15:00:00.000000','2026-09-08','[]','[]',0,'');
INSERT INTO "roster_shift" VALUES('fb25225c163546cb93d7dcb03e948e6d','A01','2026-09-07 07:00:00.000000','2026-09-07 15:00:00.000000','2026-09-07','[]','[]',0,'');
INSERT INTO "roster_shift" VALUES('fb25225c163546cb93d7dcb03e948e6d','A02','2026-09-08 07:00:00.000000','2026-09-08 15:00:00.000000','2026-09-08','[]','[]',0,'');
INSERT INTO "roster_shift" VALUES('87e5418bfb2b4d4ca064a343cb8c9ef4','A01','2026-09-07 07:00:00.000000','2026-09-07 15:00:00.000000','2026-09-07','[]','[]',0,'');
INSERT INTO "roster_shift" VALUES('87e5418bfb2b4d4ca064a343cb8c9ef4','A02','2026-09-08 07:00:00.000000','2026-09-08 15:00:00.000000','2026-09-08','[]','[]',0,'');
INSERT INTO "roster_shift" VALUES('a476896cb2184b449c250c570c0ee754','A01','2026-09-07 07:00:00.000000','2026-09-07 15:00:00.000000','2026-09-07','[]','[]',0,'');
INSERT INTO "roster_shift" VALUES('a476896cb2184b449c250c570c0ee754','A02','2026-09-08 07:00:00.000000','2026-09-08 15:00:00.000000','2026-09-08','[]','[]',0,'');
CREATE TABLE roster_team (
	roster_id TEXT NOT NULL, 
	team TEXT NOT NULL, 
	CONSTRAINT pk_roster_team PRIMARY KEY (roster_id, team), 
	CONSTRAINT fk_roster_team_roster_id FOREIGN KEY(roster_id) REFERENCES roster_version (roster_id) ON DELETE CASCADE
);
INSERT INTO "roster_team" VALUES('1a9ef075ff39401ba0ced026d0709674','phone');
INSERT INTO "roster_team" VALUES('fa09dd9c8f5c406bbe6ada173c0c72b1','phone');
INSERT INTO "roster_team" VALUES('83caf7bc25384777885be0543b674182','phone');
INSERT INTO "roster_team" VALUES('484996bf1d1d4c9f8bed98d3b25be260','phone');
INSERT INTO "roster_team" VALUES('fb25225c163546cb93d7dcb03e948e6d','phone');
INSERT INTO "roster_team" VALUES('87e5418bfb2b4d4ca064a343cb8c9ef4','phone');
INSERT INTO "roster_team" VALUES('a476896cb2184b449c250c570c0ee754','phone');
CREATE TABLE roster_version (
	roster_id TEXT NOT NULL, 
	first_day DATE NOT NULL, 
	days INTEGER NOT NULL, 
	zone TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	state TEXT NOT NULL, 
	row_version INTEGER NOT NULL, 
	label TEXT NOT NULL, 
	author TEXT NOT NULL, 
	created_at TEXT NOT NULL, 
	changed_at TEXT NOT NULL, 
	changed_by TEXT NOT NULL, 
	published_at TEXT, 
	cost FLOAT, 
	bound FLOAT, 
	content_hash TEXT NOT NULL, 
	CONSTRAINT pk_roster_version PRIMARY KEY (roster_id), 
	CONSTRAINT uq_roster_version_first_day_number UNIQUE (first_day, number)
);
INSERT INTO "roster_version" VALUES('1a9ef075ff39401ba0ced026d0709674','2026-09-07',7,'Europe/Madrid',1,'draft',1,'resuelto, semilla 3','ana','2026-11-30 17:51:33.296229','2026-11-30 17:51:33.296229','ana',NULL,NULL,NULL,'f4dc8acd5853c1c27f9f437dd044aa059648df85426eb1ed19de6c3eaa56d186');
INSERT INTO "roster_version" VALUES('fa09dd9c8f5c406bbe6ada173c0c72b1','2026-09-07',7,'Europe/Madrid',2,'draft',1,'by hand','ana','2026-11-30 17:51:33.423882','2026-11-30 17:51:33.423882','ana',NULL,NULL,NULL,'f4dc8acd5853c1c27f9f437dd044aa059648df85426eb1ed19de6c3eaa56d186');
INSERT INTO "roster_version" VALUES('83caf7bc25384777885be0543b674182','2026-09-07',7,'Europe/Madrid',3,'draft',1,'reparación: volumen +20 % lun 7 sep, A02 ausente','ana','2026-11-30 17:51:33.487434','2026-11-30 17:51:33.487434','ana',NULL,NULL,NULL,'f4dc8acd5853c1c27f9f437dd044aa059648df85426eb1ed19de6c3eaa56d186');
INSERT INTO "roster_version" VALUES('484996bf1d1d4c9f8bed98d3b25be260','2026-09-07',7,'Europe/Madrid',4,'draft',1,'cambio: Ana Ruiz lun 7 sep ↔ Luis Gil mar 8 sep','ana','2026-11-30 17:51:33.572848','2026-11-30 17:51:33.572848','ana',NULL,NULL,NULL,'f4dc8acd5853c1c27f9f437dd044aa059648df85426eb1ed19de6c3eaa56d186');
INSERT INTO "roster_version" VALUES('fb25225c163546cb93d7dcb03e948e6d','2026-09-07',7,'Europe/Madrid',5,'draft',1,'repair','ana','2026-11-30 17:51:33.644976','2026-11-30 17:51:33.644976','ana',NULL,NULL,NULL,'f4dc8acd5853c1c27f9f437dd044aa059648df85426eb1ed19de6c3eaa56d186');
INSERT INTO "roster_version" VALUES('87e5418bfb2b4d4ca064a343cb8c9ef4','2026-09-07',7,'Europe/Madrid',6,'draft',1,'[mine] keep this','ana','2026-11-30 17:51:33.708414','2026-11-30 17:51:33.708414','ana',NULL,NULL,NULL,'f4dc8acd5853c1c27f9f437dd044aa059648df85426eb1ed19de6c3eaa56d186');
INSERT INTO "roster_version" VALUES('a476896cb2184b449c250c570c0ee754','2026-09-07',7,'Europe/Madrid',7,'draft',1,'reparación: algo más, A02 ausente','ana','2026-11-30 17:51:33.789724','2026-11-30 17:51:33.789724','ana',NULL,NULL,NULL,'f4dc8acd5853c1c27f9f437dd044aa059648df85426eb1ed19de6c3eaa56d186');
CREATE TABLE settings (
	id INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	time_zone TEXT NOT NULL, 
	region TEXT NOT NULL, 
	language TEXT NOT NULL, 
	interval_minutes INTEGER NOT NULL, 
	CONSTRAINT pk_settings PRIMARY KEY (id)
);
INSERT INTO "settings" VALUES(1,'Tienda','Europe/Madrid','ES-MD','es',30);
CREATE TABLE source_profile (
	kind TEXT NOT NULL, 
	header_hash TEXT NOT NULL, 
	profile TEXT NOT NULL, 
	changed_at TEXT NOT NULL, 
	CONSTRAINT pk_source_profile PRIMARY KEY (kind, header_hash)
);
CREATE TABLE survey (
	survey_id TEXT NOT NULL, 
	state TEXT NOT NULL, 
	form TEXT NOT NULL, 
	settings TEXT NOT NULL, 
	result TEXT NOT NULL, 
	created_on DATE NOT NULL, 
	opened_on DATE, 
	closes_on DATE, 
	closed_on DATE, 
	retain_until DATE, 
	invited INTEGER NOT NULL, 
	answered INTEGER, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_survey PRIMARY KEY (survey_id)
);
CREATE TABLE survey_action (
	action_id TEXT NOT NULL, 
	survey_id TEXT NOT NULL, 
	question TEXT NOT NULL, 
	title TEXT NOT NULL, 
	owner TEXT NOT NULL, 
	due DATE, 
	state TEXT NOT NULL, 
	changed_on DATE NOT NULL, 
	CONSTRAINT pk_survey_action PRIMARY KEY (action_id), 
	CONSTRAINT fk_survey_action_survey_id FOREIGN KEY(survey_id) REFERENCES survey (survey_id) ON DELETE CASCADE
);
CREATE TABLE survey_person (
	survey_id TEXT NOT NULL, 
	agent_id TEXT NOT NULL, 
	groups TEXT NOT NULL, 
	CONSTRAINT pk_survey_person PRIMARY KEY (survey_id, agent_id), 
	CONSTRAINT fk_survey_person_survey_id FOREIGN KEY(survey_id) REFERENCES survey (survey_id) ON DELETE CASCADE
)
 WITHOUT ROWID

;
CREATE TABLE team_rules (
	team TEXT NOT NULL, 
	rules TEXT NOT NULL, 
	changed_at TEXT NOT NULL, 
	changed_by TEXT NOT NULL, 
	CONSTRAINT pk_team_rules PRIMARY KEY (team)
);
CREATE TABLE time_off (
	agent_id TEXT NOT NULL, 
	start TEXT NOT NULL, 
	"end" TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	CONSTRAINT pk_time_off PRIMARY KEY (agent_id, start, "end"), 
	CONSTRAINT fk_time_off_agent_id FOREIGN KEY(agent_id) REFERENCES agent (agent_id) ON DELETE CASCADE
);
CREATE TABLE turnover_assumption (
	name TEXT NOT NULL, 
	value TEXT NOT NULL, 
	changed_at TEXT NOT NULL, 
	changed_by TEXT NOT NULL, 
	CONSTRAINT pk_turnover_assumption PRIMARY KEY (name)
);
CREATE INDEX ix_forecast_start ON forecast (start);
CREATE INDEX ix_requirement_first_day ON requirement (first_day);
CREATE INDEX ix_forecast_publication_start ON forecast_publication (start);
COMMIT;
-- file answers
BEGIN TRANSACTION;
CREATE TABLE intake_key (
	survey_id TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	CONSTRAINT pk_intake_key PRIMARY KEY (survey_id)
);
CREATE TABLE intake_response (
	"key" TEXT NOT NULL, 
	survey_id TEXT NOT NULL, 
	body TEXT NOT NULL, 
	CONSTRAINT pk_intake_response PRIMARY KEY ("key")
)
 WITHOUT ROWID

;
CREATE TABLE intake_token (
	hash TEXT NOT NULL, 
	survey_id TEXT NOT NULL, 
	code_hash TEXT NOT NULL, 
	groups TEXT NOT NULL, 
	used INTEGER NOT NULL, 
	CONSTRAINT pk_intake_token PRIMARY KEY (hash)
)
 WITHOUT ROWID

;
CREATE TABLE response (
	"key" TEXT NOT NULL, 
	survey_id TEXT NOT NULL, 
	body TEXT NOT NULL, 
	CONSTRAINT pk_response PRIMARY KEY ("key")
)
 WITHOUT ROWID

;
COMMIT;
-- file pay
BEGIN TRANSACTION;
CREATE TABLE adjustment (
	booked_in TEXT NOT NULL, 
	plan_id TEXT NOT NULL, 
	closed_period TEXT NOT NULL, 
	agent_id TEXT NOT NULL, 
	component_id TEXT NOT NULL, 
	amount TEXT NOT NULL, 
	"before" TEXT NOT NULL, 
	"after" TEXT NOT NULL, 
	cause TEXT NOT NULL, 
	orders TEXT NOT NULL, 
	rule_version TEXT NOT NULL, 
	CONSTRAINT pk_adjustment PRIMARY KEY (booked_in, plan_id, closed_period, agent_id, component_id)
);
CREATE TABLE balance (
	period TEXT NOT NULL, 
	plan_id TEXT NOT NULL, 
	agent_id TEXT NOT NULL, 
	pay TEXT NOT NULL, 
	balance_after TEXT NOT NULL, 
	CONSTRAINT pk_balance PRIMARY KEY (period, plan_id, agent_id)
);
CREATE TABLE kpi (
	agent_id TEXT NOT NULL, 
	period TEXT NOT NULL, 
	metric TEXT NOT NULL, 
	value TEXT, 
	n INTEGER, 
	CONSTRAINT pk_kpi PRIMARY KEY (agent_id, period, metric)
);
CREATE TABLE paid_line (
	period TEXT NOT NULL, 
	plan_id TEXT NOT NULL, 
	agent_id TEXT NOT NULL, 
	component_id TEXT NOT NULL, 
	amount TEXT NOT NULL, 
	CONSTRAINT pk_paid_line PRIMARY KEY (period, plan_id, agent_id, component_id)
);
CREATE TABLE period (
	period TEXT NOT NULL, 
	plan_id TEXT NOT NULL, 
	state TEXT NOT NULL, 
	input_hash TEXT NOT NULL, 
	body TEXT NOT NULL, 
	row_version INTEGER NOT NULL, 
	CONSTRAINT pk_period PRIMARY KEY (period, plan_id)
);
INSERT INTO "period" VALUES('2026-09','plan','draft','h2','{"acknowledged":["period_open|A01|"],"disputes":[],"history":[{"action":"review","at":"2026-10-01T08:00:00+00:00","input_hash":"h1","note":"","state":"reviewed","who":"ana"},{"action":"reopen","at":"2026-10-02T08:00:00+00:00","input_hash":"h1","note":"inputs changed","state":"draft","who":""}],"rule_version":"plan v1"}',1);
CREATE TABLE "plan" (
	plan_id TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	body TEXT NOT NULL, 
	effective_from DATE NOT NULL, 
	saved_at TEXT NOT NULL, 
	saved_by TEXT NOT NULL, 
	CONSTRAINT pk_plan PRIMARY KEY (plan_id, version)
);
CREATE TABLE refund (
	order_id TEXT NOT NULL, 
	line_id TEXT NOT NULL, 
	refunded_at TEXT NOT NULL, 
	net_amount TEXT NOT NULL, 
	CONSTRAINT pk_refund PRIMARY KEY (order_id, line_id, refunded_at)
);
CREATE TABLE sale (
	order_id TEXT NOT NULL, 
	line_id TEXT NOT NULL, 
	agent_id TEXT NOT NULL, 
	ordered_at TEXT NOT NULL, 
	net_amount TEXT NOT NULL, 
	currency TEXT NOT NULL, 
	eur_rate TEXT, 
	channel TEXT NOT NULL, 
	stage TEXT NOT NULL, 
	campaign TEXT NOT NULL, 
	split TEXT NOT NULL, 
	CONSTRAINT pk_sale PRIMARY KEY (order_id, line_id)
);
CREATE TABLE setting (
	"key" TEXT NOT NULL, 
	value TEXT NOT NULL, 
	CONSTRAINT pk_setting PRIMARY KEY ("key")
);
CREATE TABLE snapshot (
	period TEXT NOT NULL, 
	plan_id TEXT NOT NULL, 
	input_hash TEXT NOT NULL, 
	base_hash TEXT NOT NULL, 
	data BLOB NOT NULL, 
	frozen_at TEXT NOT NULL, 
	CONSTRAINT pk_snapshot PRIMARY KEY (period, plan_id)
);
CREATE INDEX ix_sale_ordered_at ON sale (ordered_at);
COMMIT;
