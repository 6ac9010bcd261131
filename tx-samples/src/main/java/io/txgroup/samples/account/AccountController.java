package io.txgroup.samples.account;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/transfers")
class AccountController {
    private final AccountService accounts;

    AccountController(AccountService accounts) {
        this.accounts = accounts;
    }

    @PostMapping
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void transfer(@RequestBody Transfer transfer) {
        accounts.transfer(transfer);
    }

    @PostMapping("/uncoordinated")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void transferUncoordinated(@RequestBody Transfer transfer) {
        accounts.transferUncoordinated(transfer);
    }
}
