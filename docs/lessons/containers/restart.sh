#: run-web
docker run --detach --restart unless-stopped --name trial-web nginx

#: run-old
docker run --detach --name trial-old busybox sleep 600

#: set-existing
docker update --restart unless-stopped trial-old

#: see-policies
docker ps --all --quiet | xargs --no-run-if-empty docker inspect --format '{{.Name}}: {{.HostConfig.RestartPolicy.Name}}'

#: docker-on-boot
systemctl is-enabled docker

#: undo
docker update --restart no trial-old

#: loop
docker run --detach --restart unless-stopped --name trial-loop busybox sh -c 'echo "no settings file" >&2; exit 1'

#: loop-state
docker inspect --format '{{.State.Status}}, exit code {{.State.ExitCode}}' trial-loop

#: loop-why
docker logs --tail 1 trial-loop

#: loop-stop
docker stop trial-loop

#: give-up
docker run --detach --restart on-failure:2 --name trial-hopeless busybox false

#: gave-up
docker inspect --format '{{.Name}}: {{.State.Status}}, {{.RestartCount}}' trial-hopeless

#: rm-and-restart
docker run --rm --restart unless-stopped busybox true

#: clean-up
docker rm --force trial-web trial-old trial-loop trial-hopeless
