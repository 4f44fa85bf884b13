"""What journals have in common, for the packer to refer to instead of storing it (RFC 1950, "preset dictionary").

It is the documents and events of orders, payments and parcels without what makes each of them different; what is met
most often stands last, as zlib's manual advises. It halves a journal that is young.

A dictionary is never changed: every journal packed with it would be lost. A better one gets the next number.
"""

from __future__ import annotations

_V1 = (
    # payments: the document, then events
    '{"order_id":"","attempt":"1","provider":"stripe","reference":"pi_","client_secret":"_secret_","amount":,'
    '"currency":"EUR","phase":"requires_action","phase":"pending","totals":{"authorised":0,"captured":0,"voided":0,'
    '"refunded":0},"reason":"","decline_code":"","abandoned":"","differing":"","correlation_id":"","version":2,'
    '"created_at":"20","updated_at":"20","ledger":[{"movement":"authorised","amount":},{"movement":"captured",'
    '"amount":},{"movement":"refunded","amount":},{"movement":"sale","amount":,"at":"20","reference":"ch_",'
    '"by":"provider"}],"refunds":[{"refund_id":"","amount":,"reason":"","requested_by":"user:","requested_at":"20",'
    '"status":"requested","status":"succeeded","reference":"re_","settled_at":"20","lines":[["","restock":true}],'
    '"receipts":["evt_"]}'
    '"type":"refund.requested","type":"refund.succeeded","version":1,"data":{"refund_id":"","payment_id":"",'
    '"order_id":"","amount":{"amount":,"currency":"EUR"},"refunded_total":{"amount":0,"currency":"EUR"},"reason":"",'
    '"requested_by":"system","lines":[],"restock":false}}'
    '"type":"payment.requires_action","type":"payment.failed","type":"payment.voided","type":"payment.authorised",'
    '"type":"payment.started","type":"payment.captured","version":1,"data":{"payment_id":"","order_id":"",'
    '"attempt":"1","provider":"stripe","provider_reference":"pi_","amount":{"amount":,"currency":"EUR"},'
    '"captured":{"amount":0,"currency":"EUR"},"refunded":{"amount":0,"currency":"EUR"},"reason":"",'
    '"decline_code":"","next_step":""}}'
    # parcels: the document, then events
    '{"order_number":"SK-","owner":"user:","email":"","access_key":"","lines":[["",1,""]],"address":{"name":"",'
    '"line1":"","city":"","postal_code":"","country":""},"weight_grams":,"created_at":"20","correlation_id":"",'
    '"carrier":"sandbox","booking":["trk-","","https://","https://"],"scans":[["","picked_up","20","","","carrier"],'
    '["","in_transit","20","","","carrier"],["","out_for_delivery","20","","","carrier"],["","delivered","20","","",'
    '"carrier"]],"attempts":1,"next_attempt_at":"20","cancelled_at":"20"}'
    '"type":"shipment.exception","type":"shipment.cancelled","type":"shipment.created","type":"shipment.shipped",'
    '"type":"shipment.in_transit","type":"shipment.out_for_delivery","type":"shipment.delivered","version":1,'
    '"data":{"shipment_id":"","order_id":"","order_number":"SK-","owner":"guest:","email":"","access_key":"",'
    '"carrier":"sandbox","tracking_code":"","tracking_url":"https://","lines":[{"sku":"","quantity":1,"title":""}],'
    '"complete":false,"complete":true,"note":""}}'
    # orders: the part that never changes, the part that does, then events
    '{"owner":"user:","owner":"guest:","email":"","access_key":"","currency":"EUR","lines":[{"sku":"","quantity":1,'
    '"product_id":"","title":"","variant_title":"","image":"/media/","weight_grams":,"unit_price":,'
    '"tax_class":"standard"}],"totals":{"subtotal":,"shipping":,"tax":,"total":,"taxes":[[1900,]],'
    '"tax_included":true},"address":{"name":"","line1":"","city":"","postal_code":"","country":"","line2":"",'
    '"region":"","phone":"+"},"shipping_method":"standard","payment_method":"stripe","cart_id":"","placed_at":"20",'
    '"pay_by":"20","fingerprint":"","notes":""}'
    '{"history":[["PENDING",17,"shopper","order placed",""],["AWAITING_PAYMENT",17,"system","payment started",""],'
    '["PAID",17,"payments","payment captured",""],["FULFILLING",17,"shipping","shipment created",""],["SHIPPED",17,'
    '"shipping","shipment shipped",""],["DELIVERED",17,"shipping","shipment delivered",""]],"payments":[["","stripe",'
    '"pending",0,0,0]],"payments":[["","stripe","captured",0]],"parcels":[["-1",2,"created","sandbox","","",[["",1]]'
    ',0,0,0]],"parcels":[["-1",3,"delivered","sandbox","","https://",[["",1]],1,1,1]]}'
    '"type":"order.expired","type":"order.cancelled","version":1,"data":{"order_id":"","number":"SK-","owner":"guest:"'
    ',"email":"","access_key":"","reason":"not paid in time","reason":"","cancelled_by":"system",'
    '"cancelled_by":"shopper","payment_id":"","was_paid":false,"was_paid":true,"total":{"amount":,"currency":"EUR"}}}'
    '"type":"order.partially_shipped","type":"order.fulfilling","type":"order.shipped","type":"order.delivered",'
    '"version":1,"data":{"order_id":"","number":"SK-","owner":"guest:","email":"","state":"PARTIALLY_SHIPPED",'
    '"state":"FULFILLING","previous":"PAID","state":"SHIPPED","previous":"FULFILLING","state":"DELIVERED",'
    '"previous":"SHIPPED","tracking_code":""}}'
    '{"id":"01","type":"order.placed","type":"order.paid","version":1,"occurred_at":"20","aggregate_id":"",'
    '"aggregate_version":1,"correlation_id":"01","causation_id":"01","data":{"order_id":"","number":"SK-",'
    '"owner":"guest:","email":"","access_key":"","lines":[{"sku":"","quantity":1,"product_id":"","title":"",'
    '"variant_title":"","image":"","unit_price":{"amount":,"currency":"EUR"},"total":{"amount":,"currency":"EUR"},'
    '"weight_grams":,"requires_shipping":true}],"shipping_address":{"name":"","line1":"","line2":"","city":"",'
    '"postal_code":"","region":"","country":"","phone":""},"shipping_method":"standard","subtotal":{"amount":,'
    '"currency":"EUR"},"shipping":{"amount":,"currency":"EUR"},"tax":{"amount":,"currency":"EUR"},"total":{"amount":,'
    '"currency":"EUR"},"expires_at":"20","cart_owner":"guest:","cart_id":"","payment_id":""}}'
)

DICTIONARIES = {1: _V1.encode()}
NEWEST = 1
