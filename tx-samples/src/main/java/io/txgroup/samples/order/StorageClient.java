package io.txgroup.samples.order;

import org.springframework.cloud.openfeign.FeignClient;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;

@FeignClient("storage")
interface StorageClient {
    record Reservation(String orderNumber, String item, int quantity) {
        static Reservation of(Order order) {
            return new Reservation(order.orderNumber(), order.item(), order.quantity());
        }
    }

    @PostMapping("/reservations")
    void reserve(@RequestBody Reservation reservation);

    @PostMapping("/reservations/uncoordinated")
    void reserveUncoordinated(@RequestBody Reservation reservation);
}
