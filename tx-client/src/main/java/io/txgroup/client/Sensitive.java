package io.txgroup.client;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What this parameter, field or record component has must not be shown. When the arguments of a {@link TxTransaction} method
 * are kept, so that it can be run again if its work is lost, the value is kept too, for the method needs it; but it is marked,
 * and the managers and their pages mask it. Nothing of arguments is ever logged.
 */
@Documented
@Target({ElementType.PARAMETER, ElementType.FIELD, ElementType.RECORD_COMPONENT})
@Retention(RetentionPolicy.RUNTIME)
public @interface Sensitive {}
