create table if not exists entry (
    id           bigint      auto_increment primary key,
    movement     bigint      not null unique,
    order_number varchar(80) not null,
    account      varchar(20) not null,
    amount       bigint      not null
);
