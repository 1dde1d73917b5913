# Finds a JDK 25 or newer. Read by mvnw and lanewise; plain POSIX sh.
#
# find_jdk sets and exports JAVA_HOME, or says how to get a JDK and fails. JAVA_HOME comes first, then the
# JDK that `javac` on the PATH belongs to, then the usual folders, where 25 itself goes before newer ones.

wanted_jdk=25

# Prints the feature release of the JDK in folder $1, or nothing where there is no JDK.
jdk_release() {
  [ -x "$1/bin/javac" ] || return 0
  release=
  if [ -r "$1/release" ]; then
    release=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release")
  fi
  if [ -z "$release" ]; then
    release=$("$1/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p')
  fi
  printf '%s' "$release"
}

is_wanted_jdk() {
  [ -n "$1" ] && [ "$1" -ge "$wanted_jdk" ] 2>/dev/null
}

# Prints the file that $1 is, with every link followed.
follow_links() {
  file=$1
  while [ -L "$file" ]; do
    target=$(readlink "$file")
    case $target in
      /*) file=$target ;;
      *) file=$(dirname "$file")/$target ;;
    esac
  done
  printf '%s' "$file"
}

# Prints the folders where JDKs usually lie, one a line; folders that are not there are printed too.
usual_jdk_folders() {
  for folder in /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /opt/java/* /opt/jdk* \
    "${SDKMAN_DIR:-$HOME/.sdkman}"/candidates/java/* "$HOME"/.jdks/* "$HOME"/.gradle/jdks/* \
    "$HOME"/.local/share/mise/installs/java/* "$HOME"/.asdf/installs/java/*; do
    printf '%s\n' "$folder"
  done
  if [ -x /usr/libexec/java_home ]; then
    /usr/libexec/java_home -v "$wanted_jdk+" 2>/dev/null
  fi
  for folder in /Library/Java/JavaVirtualMachines/* "$HOME"/Library/Java/JavaVirtualMachines/* \
    "$HOME"/.gradle/jdks/*; do
    printf '%s\n' "$folder/Contents/Home"
  done
  for folder in /opt/homebrew/opt/openjdk* /usr/local/opt/openjdk*; do
    printf '%s\n' "$folder/libexec/openjdk.jdk/Contents/Home"
  done
}

say_how_to_get_a_jdk() {
  system='' system_version=''
  if [ -r /etc/os-release ]; then
    system=$(. /etc/os-release && printf '%s' "${ID:-}")
    system_version=$(. /etc/os-release && printf '%s' "${VERSION_ID:-}")
  fi
  {
    echo "Lanewise needs a JDK $wanted_jdk or newer, and none was found in JAVA_HOME (${JAVA_HOME:-not set}), on the PATH or in the usual folders."
    if [ "$system" = ubuntu ] || { [ "$system" = debian ] && [ "${system_version%%.*}" -ge 13 ] 2>/dev/null; }; then
      echo "To get one:   sudo apt-get install openjdk-$wanted_jdk-jdk-headless"
    else
      echo "To get one:   https://adoptium.net/temurin/releases/?version=$wanted_jdk"
    fi
    echo "If you have one elsewhere:   export JAVA_HOME=/path/to/the/jdk"
  } >&2
}

find_jdk() {
  if [ -n "${JAVA_HOME:-}" ] && is_wanted_jdk "$(jdk_release "$JAVA_HOME")"; then
    export JAVA_HOME
    return 0
  fi
  javac_on_path=$(command -v javac) || javac_on_path=
  if [ -n "$javac_on_path" ]; then
    folder=$(dirname "$(dirname "$(follow_links "$javac_on_path")")")
    if is_wanted_jdk "$(jdk_release "$folder")"; then
      JAVA_HOME=$folder
      export JAVA_HOME
      return 0
    fi
  fi
  newer_jdk=
  while read -r folder; do
    release=$(jdk_release "$folder")
    if [ "$release" = "$wanted_jdk" ]; then
      JAVA_HOME=$folder
      export JAVA_HOME
      return 0
    fi
    if is_wanted_jdk "$release"; then
      newer_jdk=$folder
    fi
  done <<FOLDERS
$(usual_jdk_folders)
FOLDERS
  if [ -n "$newer_jdk" ]; then
    JAVA_HOME=$newer_jdk
    export JAVA_HOME
    return 0
  fi
  say_how_to_get_a_jdk
  return 1
}
