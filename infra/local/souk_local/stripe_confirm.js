// Makes confirmCardPayment(secret, {payment_method: {card}}) use the card, as Stripe's own script does.
(function () {
  const original = window.Stripe;
  window.Stripe = function (key) {
    const stripe = original.apply(this, arguments);
    const authenticate = stripe.confirmCardPayment.bind(stripe);
    stripe.confirmCardPayment = async function (clientSecret, data) {
      const method = data && data.payment_method;
      const element = method && method.card;
      if (!element || !element.value) return authenticate(clientSecret, data);
      const id = clientSecret.match(/^(pi_\w+)_secret_/)[1];
      const address = `${LOCALSTRIPE_BASE_API}/js.stripe.com/v3/payment_intents/${id}/confirm_card`;
      try {
        const response = await fetch(address, {
          method: 'POST',
          body: JSON.stringify({
            key,
            client_secret: clientSecret,
            card: element.value.card,
            billing_details: method.billing_details,
          }),
        });
        const body = await response.json().catch(() => ({}));
        if (!response.ok || body.error) return { error: body.error || { message: 'The payment could not be confirmed.' } };
        return body.status === 'requires_action' ? authenticate(clientSecret) : { paymentIntent: body };
      } catch (problem) {
        return { error: { message: String(problem) } };
      }
    };
    return stripe;
  };
})();
