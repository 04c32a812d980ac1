#: take-stock
test ! -s legacy.txt && ssh legacy.internal sudo sh -s -- en < vm-inventory.sh > legacy.txt

#: section
#zh 只看一节：section 标题 文件
#en One section only: section TITLE FILE
section() { sed --quiet "\|^== $1|,/^\$/p" "$2"; }
section Ports legacy.txt

#: services
section 'Services made' legacy.txt

#: changed
section Settings legacy.txt
section 'Files in /etc' legacy.txt

#: packages
section Packages legacy.txt

#: data
section 'Data and' legacy.txt

#: jobs
section Jobs legacy.txt
section 'Log rotation' legacy.txt

#: accounts
section Accounts legacy.txt

#: outside
section Connections legacy.txt
section Certificates legacy.txt
section Addresses legacy.txt

#: without-root
ssh legacy.internal sh -s -- en < vm-inventory.sh | sed --quiet '/^== Not seen/,$p'

#: bare
docker run --rm --interactive --read-only --user 1000 busybox sh -s -- en < vm-inventory.sh | sed --quiet '/^== Not seen/,$p'

#: in-chinese
ssh legacy.internal sudo sh -s -- zh < vm-inventory.sh | tail --lines=3

#: again-later
ssh legacy.internal sudo sh -s -- en < vm-inventory.sh | diff legacy.txt -

#: no-sudo
ssh legacy.internal sudo --user=ana sudo true
