#!/usr/bin/env bash
# Publishes the built front end to a deployed stack: publish-site.sh dev|staging|prod
set -euo pipefail

stage="${1:?name a stage: dev, staging or prod}"
stack="souk-$stage"
dist="$(dirname "$0")/../frontend/dist"

output() {
  aws cloudformation describe-stacks --stack-name "$stack" \
    --query "Stacks[0].Outputs[?OutputKey=='$1'].OutputValue" --output text
}

bucket="$(output SiteBucket)"
distribution="$(output DistributionId)"
currency="$(aws cloudformation describe-stacks --stack-name "$stack" \
  --query "Stacks[0].Parameters[?ParameterKey=='Currency'].ParameterValue" --output text)"
name="$(aws cloudformation describe-stacks --stack-name "$stack" \
  --query "Stacks[0].Parameters[?ParameterKey=='ShopName'].ParameterValue" --output text)"
contact="$(aws cloudformation describe-stacks --stack-name "$stack" \
  --query "Stacks[0].Parameters[?ParameterKey=='SenderEmail'].ParameterValue" --output text)"

# Hashed files may be kept for ever; what names them may not be kept at all, and goes up last.
aws s3 sync "$dist" "s3://$bucket" --delete --exclude index.html --exclude admin/index.html --exclude config.json --exclude .well-known/security.txt \
  --cache-control "public, max-age=31536000, immutable"
printf '{"shopName":"%s","currency":"%s","apiBase":"/api","stripeJsUrl":"https://js.stripe.com/v3/"}' \
  "$name" "$currency" |
  aws s3 cp - "s3://$bucket/config.json" --content-type application/json --cache-control no-cache
aws s3 cp "$dist/index.html" "s3://$bucket/index.html" --cache-control no-cache
aws s3 cp "$dist/admin/index.html" "s3://$bucket/admin/index.html" --cache-control no-cache
site="$(output SiteUrl)"
# Whom to tell of a weakness; good for a year from now.
python3 "$(dirname "$0")/security_txt.py" "$contact" "$site" |
  aws s3 cp - "s3://$bucket/.well-known/security.txt" --content-type "text/plain; charset=utf-8" --cache-control no-cache
aws cloudfront create-invalidation --distribution-id "$distribution" \
  --paths /index.html /admin/index.html /config.json /.well-known/security.txt >/dev/null
echo "published to $site"
if [ "$(output PublicUrl)" != "$site" ]; then
  echo "letters lead elsewhere still: put PublicUrl=$site into samconfig.toml and deploy again" >&2
fi
