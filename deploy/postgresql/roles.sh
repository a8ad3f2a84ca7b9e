#!/bin/sh
# Makes the database and its two roles, once, in an empty PostgreSQL: showclear_owner owns the schema and migrates it,
# showclear_app is the running service, which owns nothing. The service grants its own rights when it starts.
set -eu

psql --no-psqlrc --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres \
  --set owner_password="$SHOWCLEAR_OWNER_PASSWORD" --set app_password="$SHOWCLEAR_APP_PASSWORD" <<'SQL'
CREATE ROLE showclear_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE showclear_app LOGIN PASSWORD :'app_password';
CREATE DATABASE showclear OWNER showclear_owner;
REVOKE ALL ON DATABASE showclear FROM PUBLIC;
GRANT CONNECT ON DATABASE showclear TO showclear_app;
SQL
