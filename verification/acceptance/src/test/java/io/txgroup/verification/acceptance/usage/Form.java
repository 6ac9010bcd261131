package io.txgroup.verification.acceptance.usage;

import org.springframework.context.ApplicationContext;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.client.WebClient;

/** How a service calls the storage. */
enum Form {
    REST_CLIENT_OF_A_BUILDER,
    REST_CLIENT_OF_A_BALANCED_BUILDER,
    REST_CLIENT_MADE_BY_HAND,
    REST_TEMPLATE_OF_A_BUILDER,
    REST_TEMPLATE_MADE_BY_HAND,
    REST_TEMPLATE_WITH_LOAD_BALANCER,
    WEB_CLIENT_OF_A_BUILDER,
    WEB_CLIENT_BEAN_OF_A_BUILDER,
    WEB_CLIENT_MADE_BY_HAND,
    HTTP_INTERFACE_OVER_REST_CLIENT,
    HTTP_INTERFACE_OVER_WEB_CLIENT,
    FEIGN,
    FEIGN_WITH_LOAD_BALANCER,
    FEIGN_WITH_CIRCUIT_BREAKER;

    /** Takes an item; the storage fails if it is told to. */
    void take(ApplicationContext service, String storage, String item, boolean fail) {
        String path = "/take?item=" + item + "&fail=" + fail;
        String url = storage + path;
        String balanced = "http://storage" + path;
        switch (this) {
            case REST_CLIENT_OF_A_BUILDER ->
                send(service.getBean("plainBuilder", RestClient.Builder.class).build(), url);
            case REST_CLIENT_OF_A_BALANCED_BUILDER ->
                send(
                        service.getBean("balancedBuilder", RestClient.Builder.class)
                                .build(),
                        balanced);
            case REST_CLIENT_MADE_BY_HAND -> send(service.getBean(RestClient.class), url);
            case REST_TEMPLATE_OF_A_BUILDER -> send(service.getBean("builtTemplate", RestTemplate.class), url);
            case REST_TEMPLATE_MADE_BY_HAND -> send(service.getBean("handMadeTemplate", RestTemplate.class), url);
            case REST_TEMPLATE_WITH_LOAD_BALANCER ->
                send(service.getBean("balancedTemplate", RestTemplate.class), balanced);
            case WEB_CLIENT_OF_A_BUILDER ->
                send(service.getBean(Calling.WebClientHolder.class).client(), url);
            case WEB_CLIENT_BEAN_OF_A_BUILDER -> send(service.getBean("builtWebClient", WebClient.class), url);
            case WEB_CLIENT_MADE_BY_HAND -> send(service.getBean("handMadeWebClient", WebClient.class), url);
            case HTTP_INTERFACE_OVER_REST_CLIENT ->
                service.getBean(Calling.OverRestClient.class).take(item, fail);
            case HTTP_INTERFACE_OVER_WEB_CLIENT ->
                service.getBean(Calling.OverWebClient.class).take(item, fail);
            case FEIGN -> service.getBean(Calling.PlainFeign.class).take(item, fail);
            case FEIGN_WITH_LOAD_BALANCER ->
                service.getBean(Calling.BalancedFeign.class).take(item, fail);
            case FEIGN_WITH_CIRCUIT_BREAKER ->
                service.getBean(Calling.GuardedFeign.class).take(item, fail);
        }
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
