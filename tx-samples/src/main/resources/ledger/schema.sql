create sequence if not exists entry_id;

create table if not exists entry (
    id           bigint      default next value for entry_id primary key,
    movement     bigint      not null unique,
    order_number varchar(80) not null,
    account      varchar(20) not null,
    amount       bigint      not null
);
