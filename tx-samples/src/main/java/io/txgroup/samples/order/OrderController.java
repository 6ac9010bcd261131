package io.txgroup.samples.order;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/orders")
class OrderController {
    record Placed(long id, String orderNumber) {}

    private final OrderService orders;

    OrderController(OrderService orders) {
        this.orders = orders;
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Placed place(@RequestBody Order order) {
        return new Placed(orders.place(order), order.orderNumber());
    }

    @PostMapping("/hurried")
    @ResponseStatus(HttpStatus.CREATED)
    Placed placeInAHurry(@RequestBody Order order) {
        return new Placed(orders.placeInAHurry(order), order.orderNumber());
    }

    @PostMapping("/uncoordinated")
    @ResponseStatus(HttpStatus.CREATED)
    Placed placeUncoordinated(@RequestBody Order order) {
        return new Placed(orders.placeUncoordinated(order), order.orderNumber());
    }
}
