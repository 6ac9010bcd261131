package io.txgroup.verification.acceptance.usage;

import org.springframework.context.ApplicationContext;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.client.WebClient;

/** How a service calls the storage. */
enum Form {
    REST_CLIENT_OF_A_BUILDER((service, url) ->
            send(service.getBean("plainBuilder", RestClient.Builder.class).build(), url)),
    REST_CLIENT_OF_A_BALANCED_BUILDER((service, url) ->
            send(service.getBean("balancedBuilder", RestClient.Builder.class).build(), balanced(url))),
    REST_CLIENT_MADE_BY_HAND((service, url) -> send(service.getBean(RestClient.class), url)),
    REST_TEMPLATE_OF_A_BUILDER((service, url) -> send(service.getBean("builtTemplate", RestTemplate.class), url)),
    REST_TEMPLATE_MADE_BY_HAND((service, url) -> send(service.getBean("handMadeTemplate", RestTemplate.class), url)),
    REST_TEMPLATE_WITH_LOAD_BALANCER(
            (service, url) -> send(service.getBean("balancedTemplate", RestTemplate.class), balanced(url))),
    WEB_CLIENT_OF_A_BUILDER((service, url) ->
            send(service.getBean(Calling.WebClientHolder.class).client(), url)),
    WEB_CLIENT_BEAN_OF_A_BUILDER((service, url) -> send(service.getBean("builtWebClient", WebClient.class), url)),
    WEB_CLIENT_MADE_BY_HAND((service, url) -> send(service.getBean("handMadeWebClient", WebClient.class), url)),
    HTTP_INTERFACE_OVER_REST_CLIENT(null),
    HTTP_INTERFACE_OVER_WEB_CLIENT(null),
    FEIGN(null),
    FEIGN_WITH_LOAD_BALANCER(null),
    FEIGN_WITH_CIRCUIT_BREAKER(null);

    private final ByUrl byUrl;

    Form(ByUrl byUrl) {
        this.byUrl = byUrl;
    }

    private interface ByUrl {
        void post(ApplicationContext service, String url);
    }

    /** Takes an item; the storage fails if it is told to. */
    void take(ApplicationContext service, String storage, String item, boolean fail) {
        switch (this) {
            case HTTP_INTERFACE_OVER_REST_CLIENT ->
                service.getBean(Calling.OverRestClient.class).take(item, fail);
            case HTTP_INTERFACE_OVER_WEB_CLIENT ->
                service.getBean(Calling.OverWebClient.class).take(item, fail);
            case FEIGN -> service.getBean(Calling.PlainFeign.class).take(item, fail);
            case FEIGN_WITH_LOAD_BALANCER ->
                service.getBean(Calling.BalancedFeign.class).take(item, fail);
            case FEIGN_WITH_CIRCUIT_BREAKER ->
                service.getBean(Calling.GuardedFeign.class).take(item, fail);
            default -> byUrl.post(service, storage + "/take?item=" + item + "&fail=" + fail);
        }
    }

    private static String balanced(String url) {
        return url.replaceFirst("http://[^/]*", "http://storage");
    }

    private static void send(RestClient client, String url) {
        client.post().uri(url).retrieve().toBodilessEntity();
    }

    private static void send(RestTemplate template, String url) {
        template.postForObject(url, null, String.class);
    }

    private static void send(WebClient client, String url) {
        client.post().uri(url).retrieve().bodyToMono(String.class).block();
    }
}
