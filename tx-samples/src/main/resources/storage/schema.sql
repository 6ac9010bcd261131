create sequence if not exists reservation_id;

create table if not exists item (
    id    varchar(20) primary key,
    stock integer     not null check (stock >= 0)
);

create table if not exists reservation (
    id           bigint      default next value for reservation_id primary key,
    order_number varchar(80) not null,
    item         varchar(20) not null references item,
    quantity     integer     not null check (quantity > 0)
);
