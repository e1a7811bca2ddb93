-- The two roles of docs/database-roles.md, and the database. docker-compose.yml lets the image run this once, on an empty volume.
-- By hand, as a superuser, with both passwords in the environment:
--   GATEHOUSE_OWNER_PASSWORD=... GATEHOUSE_APP_PASSWORD=... psql --set=ON_ERROR_STOP=1 --file=deploy/postgresql/roles.sql
\getenv owner_password GATEHOUSE_OWNER_PASSWORD
\getenv app_password GATEHOUSE_APP_PASSWORD

create role gatehouse_owner login password :'owner_password';
create role gatehouse_app login password :'app_password';
alter role gatehouse_app set log_min_error_statement = 'panic';
alter role gatehouse_app set log_error_verbosity = 'terse';
create database gatehouse owner gatehouse_owner;
revoke all on database gatehouse from public;
grant connect on database gatehouse to gatehouse_app;

\connect gatehouse

revoke all on schema public from public;
grant usage on schema public to gatehouse_app;
alter default privileges for role gatehouse_owner in schema public
  grant select, insert, update, delete on tables to gatehouse_app;
