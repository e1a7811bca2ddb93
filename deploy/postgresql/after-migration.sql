-- What was migrated is for the owner to write. As the owner or a superuser, after the first migration; again does no harm.
revoke insert, update, delete on mikro_orm_migrations from gatehouse_app;
