#: install-ufw
sudo apt-get update
sudo apt-get install --yes ufw

#: enable
sudo ufw allow ssh
sudo ufw --force enable

#: own-server
#zh 直接用宿主机的网络，就是宿主机自己的服务：防火墙管得住
#en On the host's own network it is a service of the host: the firewall holds
docker run --detach --name own --network host nginx
ssh client.internal curl --silent --show-error --max-time 3 http://server.internal

#: published
docker run --detach --name trial-web --publish 8080:80 nginx
ssh client.internal curl --silent --retry 5 --retry-all-errors http://server.internal:8080 | grep '<title>'

#: deny
sudo ufw deny 8080/tcp
ssh client.internal curl --silent http://server.internal:8080 | grep '<title>'

#: why
sudo iptables --table nat --list-rules DOCKER | grep 8080

#: close
sudo iptables --insert DOCKER-USER --protocol tcp --match conntrack --ctstate DNAT --ctorigdstport 8080 --jump DROP
ssh client.internal curl --silent --show-error --max-time 3 http://server.internal:8080

#: still-local
curl --silent http://localhost:8080 | grep '<title>'

#: open
sudo iptables --delete DOCKER-USER --protocol tcp --match conntrack --ctstate DNAT --ctorigdstport 8080 --jump DROP
ssh client.internal curl --silent http://server.internal:8080 | grep '<title>'

#: loopback-shut
docker rm --force trial-web
docker run --detach --name trial-web --publish 127.0.0.1:8080:80 nginx
ssh client.internal curl --silent --show-error --max-time 3 http://server.internal:8080

#: flush
#zh 演示用：许多防火墙在重新加载时就会这样清空规则
#en For the demonstration: many firewalls empty the tables like this when they reload
sudo iptables --table nat --flush
sudo iptables --table nat --delete-chain

#: after-flush
docker run --detach --name broken --publish 8090:80 nginx

#: after-flush-cure
docker rm broken
sudo systemctl restart docker
docker run --detach --name broken --publish 8090:80 nginx

#: remove-lab
docker rm --force trial-web own broken
sudo ufw delete deny 8080/tcp
