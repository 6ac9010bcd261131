create sequence if not exists order_id;

create table if not exists customer_order (
    id           bigint      primary key default nextval('order_id'),
    order_number text        not null unique,
    item         text        not null,
    quantity     integer     not null check (quantity > 0),
    buyer        text        not null,
    seller       text        not null,
    amount       bigint      not null check (amount > 0),
    placed_at    timestamptz not null default now()
);
