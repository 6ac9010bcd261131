package io.txgroup.verification.matrix;

import org.springframework.data.jpa.repository.JpaRepository;

/** The table item, for {@link JpaItems}. */
interface ItemRepository extends JpaRepository<Entities.ItemRow, Integer> {}
