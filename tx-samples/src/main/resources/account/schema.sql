create sequence if not exists movement_id;

create table if not exists account (
    id      text   primary key,
    balance bigint not null check (balance >= 0)
);

create table if not exists movement (
    id           bigint primary key default nextval('movement_id'),
    order_number text   not null,
    account      text   not null references account,
    amount       bigint not null
);
