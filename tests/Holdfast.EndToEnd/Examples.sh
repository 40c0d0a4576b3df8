# The examples of docs/cli.md, each on a line of its own as it stands there; what lies between them is what they need.
# ExampleTests types this on three nodes; Acme.Ledger and out/ are the sample's type and package there.
set -ex
command -v jq >/dev/null || jq() { cat; }
sudo() { "$@"; }
watched() { timeout -s INT 1 "$(type -P holdfast)" "$@" || test $? = 124; }
holdfast() { # what the sample has and needs, an end to what goes on, and answers to what asks
    case "$*" in
        'resource create l '*) command holdfast "$@" --set Folder="$PWD/l" ;;
        'resource create web '*) command holdfast "$@" --set CommandLine='sleep 1000000' ;;
        'resource control l '*) command holdfast resource control l count ;;
        'apply -f - '*) command holdfast "$@" --yes <cluster.yaml ;;
        'fence device add '*) command holdfast "${@/#fence_*/$PWD/fence_apc}" ;;
        '--node https'*) command holdfast "${@:3}" ;;
        'group move web:0 '*) command holdfast "$@" || command holdfast group show web:0 | grep 'owner n2' ;;
        watch | 'event watch'*) watched "$@" ;;
        *) command holdfast "$@" ;;
    esac
}
chmod 755 .
cat >fence_apc <<'AGENT'
#!/bin/sh
case $(cat) in
    *action=metadata*) echo '<resource-agent name="fence_apc" shortdesc="Fence agent"><parameters><parameter name="ip"/>
<parameter name="action"/><parameter name="username"/><parameter name="passwd"/><parameter name="lanplus"/>
<parameter name="plug"/></parameters><actions>
<action name="off"/><action name="on"/><action name="status"/><action name="list"/><action name="monitor"/></actions>
</resource-agent>' ;;
    *action=list*) echo n1, ;;
    *action=status*) exit 2 ;;
esac
AGENT
chmod 755 fence_apc
until holdfast type list | grep -q GenericApplication; do sleep 0.1; done

# This machine, the cluster and its nodes.
HOME=$PWD
holdfast init --name n1 --data ~/holdfast/n1
holdfast version
holdfast completion bash
holdfast whoami
holdfast status
holdfast status -o json | jq '.groups[] | {name, state, owner}'
holdfast cluster status
holdfast cluster status -o json | jq .hasQuorum
holdfast cluster show
holdfast cluster set --placement-policy balanced
holdfast cluster set --quarantine-threshold 3 --quarantine-duration 2h
holdfast cluster lock
holdfast cluster unlock
holdfast node list
holdfast node show n1
holdfast node load n1
holdfast node show n1 -o json | jq '.processes[] | select(.role == "monitor")'
holdfast node explain n1
holdfast node set n1 --attribute rack=a --offer cpu=16
holdfast node pause n1
holdfast node resume n1
holdfast node pause n1 --drain --wait
holdfast node resume n1 --failback
holdfast node lock n1
holdfast node unlock n1
holdfast node clear n1

# People and programs.
holdfast page
holdfast page --role viewer
holdfast token create dashboard
holdfast token create deploy --role operator --lifetime 12h
holdfast token list
holdfast token delete dashboard
holdfast person list

# A type, a group, a resource.
holdfast type inspect out/
holdfast type register out/
holdfast type list
holdfast type show Acme.Ledger
holdfast type upgrade Acme.Ledger out/
holdfast group create ledger
holdfast group list
holdfast group show ledger
holdfast resource create l --group ledger --type Acme.Ledger --set Port=7000
holdfast resource list
holdfast resource show l
holdfast group online ledger --wait
holdfast resource polls l
holdfast resource processes l
holdfast resource control l snapshot
holdfast resource control l snapshot --input '{"name":"before"}'
kill -9 $(holdfast resource show l -o json | jq .monitor.pid)
until holdfast event list --kind ResourceSupervisedAgain | grep -q l; do sleep 0.1; done
holdfast event list
holdfast event watch
holdfast event watch -o json | jq .message
holdfast watch
holdfast event list --resource l --kind MonitorDied
holdfast event list --level error --about n1
holdfast group move ledger --to n1 --wait || holdfast group show ledger | grep 'owner n1'
holdfast group move ledger --to n3 --wait
holdfast group move ledger
holdfast group online ledger --timeout 5min
holdfast group set ledger --possible-owners n1,n2
holdfast group set ledger --anti-affinity books --start-delay 30s --on-stop-failure fence
holdfast group set ledger --on-database-loss stop
holdfast group lock ledger
holdfast group unlock ledger
holdfast group clear ledger
holdfast resource set l --set Port=7001
holdfast resource set l --unset Port --is-alive 10s
holdfast resource lock l
holdfast resource unlock l
holdfast resource fail l --reason "drill"
holdfast resource clear l
holdfast resource offline l --wait
holdfast resource online l --wait
holdfast group offline ledger --wait
holdfast group offline ledger --timeout 5min
holdfast resource delete l
holdfast group delete ledger
holdfast type unregister Acme.Ledger

# Groups that need others, and a parallel one.
for node in n2 n3; do holdfast node set $node --attribute rack=a --offer cpu=16; done
for group in db shop nginx; do holdfast group create $group; done
holdfast group create net --instances every-node
for group in db net nginx; do
    holdfast resource create $group --group $group --type GenericApplication --set CommandLine='sleep 1000000'
done
for resource in disk ip4 ip6; do
    holdfast resource create $resource --group shop --type GenericApplication --set CommandLine='sleep 1000000'
done
holdfast resource create web --group shop --type GenericApplication --depends-on "disk,ip4|ip6"
holdfast group create ledger --preferred-owners n2,n1 --failback on --failback-window 22-6
holdfast group create web --instances 3 --depends-on db,net:local --need cpu=4 --require rack=a
holdfast resource create r --group web --type GenericApplication --set CommandLine='sleep 1000000'
for group in db net nginx web; do holdfast group online $group --wait; done
holdfast group show web:0
holdfast group explain web
holdfast resource show r:0
holdfast resource explain nginx
holdfast resource polls r:0 -o json | jq '.polls[-1]'
holdfast resource fail r:0
holdfast resource clear r:0

# The cluster as a file, what if, and what is kept.
holdfast export
holdfast export -o json
holdfast export >cluster.yaml
holdfast diff -f cluster.yaml
holdfast diff -f cluster.yaml --prune -o json
holdfast apply -f cluster.yaml --what-if
holdfast apply -f cluster.yaml --yes
holdfast apply -f - --prune
holdfast simulate --node-down n1
holdfast simulate --apply cluster.yaml --node-down n2
holdfast simulate --drain n2 --move web=n3 --graph mermaid
holdfast state save saved.json
holdfast simulate --state saved.json --fail nginx -o json
holdfast replay saved.json
holdfast group move web:0 --to n2
for group in web nginx net db; do holdfast group offline $group --wait; done
holdfast cluster backup cluster.backup
holdfast cluster restore cluster.backup
holdfast cluster restore cluster.backup --same-machines
holdfast node set n1 --attribute rack=
holdfast cluster restore cluster.backup --accept-older

# Devices that power nodes off, with an agent that only says so.
echo secret >bmc.pw
echo secret >kvm.pw
holdfast fence agents
holdfast fence agents -o json | jq '.[] | select(.name == "fence_apc")'
holdfast fence device add bmc-n1 --agent fence_ipmilan --set ip=10.0.0.9 --set username=hf --set lanplus=1 --set-from passwd=bmc.pw --host n1=1
holdfast fence device add pdu-a --agent fence_apc --set ip=pdu-a --host n1=3 --host n2=4 --level 2
holdfast fence device add virt --agent fence_virsh --set ip=kvm1 --set username=hf --set-from passwd=kvm.pw
holdfast fence device list
holdfast fence device show bmc-n1
holdfast fence device test bmc-n1
holdfast --node https://10.0.0.2:7401 fence device test bmc-n1
holdfast fence device remove bmc-n1
holdfast fence device add pdu-c --agent fence_apc --set ip=pdu-c --host n3=1
holdfast fence node n3 --what-if
holdfast fence node n3
holdfast fence history
holdfast fence history -o json

# A node that will not come back.
kill -9 $(holdfast node show n3 -o json | grep -o '"pid": [0-9]*' | cut -d' ' -f2)
until holdfast node show n3 -o json | grep -q '"state": "Down"'; do sleep 0.1; done
holdfast node evict n3
