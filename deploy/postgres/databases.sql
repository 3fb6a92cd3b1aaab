-- rrn_inbox is made by the image. The replicas make their tables and indexes at their first start.
CREATE DATABASE rrn_conversations;
CREATE DATABASE rrn_register;
CREATE DATABASE rrn_record;
