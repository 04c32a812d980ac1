#: up
cd ~/shop && docker compose up --detach --wait

#: started
docker inspect --format '{{.State.StartedAt}} {{.Name}}' shop-db-1 shop-app-1 shop-web-1 | sort

#: without
#zh 第二个项目 shop-order，自己的容器、网络和数据卷；app 不再等 db
#en A second project, shop-order, with containers, networks and a volume of its own; app no longer waits for db
cd ~/shop && cat > no-order.yaml << 'YAML' &&
services:
  app:
    restart: "no"
    depends_on: !reset null
YAML
  docker compose --project-name shop-order --file compose.yaml --file no-order.yaml up --detach app db

#: crashed
docker wait shop-order-app-1
docker logs shop-order-app-1 2>&1 | grep --max-count=1 --only-matching OperationalError
docker compose --project-name shop-order --file compose.yaml --file no-order.yaml up --detach --wait db

#: unhealthy
cd ~/shop && cat > sick.yaml << 'YAML' &&
services:
  db:
    healthcheck:
      test: ["CMD", "pg_isready", "--host=127.0.0.1", "--port=5555"]
      interval: 1s
      retries: 2
      start_period: 0s
YAML
  docker compose --project-name shop-order --file compose.yaml --file sick.yaml up --detach app

#: why
docker inspect --format '{{range .State.Health.Log}}{{.Output}}{{end}}' shop-order-db-1

#: no-check
cd ~/shop && cat > no-check.yaml << 'YAML' &&
services:
  db:
    healthcheck:
      disable: true
YAML
  docker compose --project-name shop-order --file compose.yaml --file no-check.yaml up --detach app

#: clean-up
cd ~/shop && docker compose --project-name shop-order down --volumes &&
  docker compose down &&
  rm no-order.yaml sick.yaml no-check.yaml
