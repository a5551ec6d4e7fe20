#!/bin/sh
# The stack of 2012 by hand, each line in its turn. `stackdev up` does the same.
set -e
state='{state}'
keystone='{keystone}' glance='{glance}' nova='{nova}' horizon='{horizon}'

# keystone
"$keystone/bin/keystone-manage" --config-file "$state/etc/keystone/keystone.conf" db_sync
"$keystone/bin/keystone-all" --config-file "$state/etc/keystone/keystone.conf" -d --debug &
python3 '{data}/essex/identity.py' "$state" '{port:keystone-all}'

# glance
"$glance/bin/glance-manage" --config-file="$state/etc/glance/glance-registry.conf" db_sync
"$glance/bin/glance-registry" --config-file "$state/etc/glance/glance-registry.conf" &
"$glance/bin/glance-api" --config-file "$state/etc/glance/glance-api.conf" &

# nova
"$nova/bin/nova-manage" --flagfile="$state/etc/nova/nova.conf" db sync
"$nova/bin/nova-manage" --flagfile="$state/etc/nova/nova.conf" network create private --fixed_range_v4=10.0.0.0/24 \
  --num_networks=1 --network_size=256 --bridge=br100
"$nova/bin/nova-all" --flagfile="$state/etc/nova/nova.conf" &

# nova-volume: a volume group of LVM, and tgt, which knows its targets
sudo truncate -s 5G /var/lib/nova-volumes
sudo vgcreate nova-volumes "$(sudo losetup --show -f /var/lib/nova-volumes)"
echo "include $state/var/nova/volumes/*" | sudo tee /etc/tgt/conf.d/nova.conf
sudo tgtd

# horizon
cp "$state/etc/horizon/local_settings.py" "$horizon/openstack_dashboard/local/"
python "$horizon/manage.py" syncdb --noinput
python "$horizon/manage.py" runserver 127.0.0.1:8000
