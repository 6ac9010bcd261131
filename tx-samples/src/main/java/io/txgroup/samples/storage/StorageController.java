package io.txgroup.samples.storage;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/reservations")
class StorageController {
    private final StorageService storage;

    StorageController(StorageService storage) {
        this.storage = storage;
    }

    @PostMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void reserve(@RequestBody Reservation reservation) {
        storage.reserve(reservation);
    }

    @PostMapping("/uncoordinated")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void reserveUncoordinated(@RequestBody Reservation reservation) {
        storage.reserveUncoordinated(reservation);
    }
}
