-- Calls of months that are over, counted once from the attempts: rules of authentication look back several months,
-- and attempts may be deleted before. A row without a company says that the month was counted.
create table company_months (
  month_start_ms bigint not null,
  caller_cnpj text not null,
  carrier text not null,
  service text not null,
  calls bigint not null,
  primary key (month_start_ms, caller_cnpj, carrier, service)
);
