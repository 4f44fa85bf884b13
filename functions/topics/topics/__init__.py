"""Makes the Kafka topics: the custom resource of template.yaml that every stack has but the local one."""
