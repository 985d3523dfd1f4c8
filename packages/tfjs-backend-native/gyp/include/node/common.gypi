# Stands in for Node's own file of this name, which node-gyp would download: an addon of Node-API needs none of its settings
# but the names of the configurations.
{
  "target_defaults": {
    "default_configuration": "Release",
    "configurations": {
      "Release": {},
      "Debug": {}
    }
  }
}
