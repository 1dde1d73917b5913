@echo off
rem Runs the lanewise command from the module path, and builds it first where its jars are missing or older
rem than the sources. `lanewise bench ...` runs the benchmarks' own jar in the same way.
rem
rem   LANEWISE_JAVA_OPTS   further flags for the JVM
setlocal EnableExtensions DisableDelayedExpansion

set "root=%~dp0"
call "%root%.mvn\find-jdk.cmd" || exit /b 1

set "module=cli"
set arguments=%*
if /i not "%~1"=="bench" goto named
set "module=bench"
set arguments=%arguments:~6%
:named

rem Windows has no `find -newer`: PowerShell compares the newest source with the build.
powershell -NoProfile -Command ^
  "$built = Get-Item -ErrorAction SilentlyContinue '%root%%module%\target\built';" ^
  "if (-not $built) { exit 1 };" ^
  "$sources = @('%root%pom.xml') + ('native','kernels','opencl','formats','engine','%module%' | ForEach-Object { '%root%' + $_ + '\pom.xml'; '%root%' + $_ + '\src\main' } | Where-Object { Test-Path $_ });" ^
  "if (Get-ChildItem -Recurse -ErrorAction SilentlyContinue $sources | Where-Object { $_.LastWriteTimeUtc -gt $built.LastWriteTimeUtc } | Select-Object -First 1) { exit 1 }"
if errorlevel 1 (
  echo Building Lanewise ... 1>&2
  if not exist "%root%.lanewise" mkdir "%root%.lanewise"
  pushd "%root%"
  call "%root%mvnw.cmd" --batch-mode -Plaunch -pl %module% -am package >"%root%.lanewise\build.log" 2>&1
  if errorlevel 1 (
    popd
    findstr /b "[ERROR]" "%root%.lanewise\build.log" 1>&2
    echo The build failed; all of it is in %root%.lanewise\build.log 1>&2
    exit /b 1
  )
  popd
  type nul >"%root%%module%\target\built"
)

if "%module%"=="bench" goto bench
"%JAVA_HOME%\bin\java" -XX:+UseSerialGC --enable-native-access=lanewise.natives,jocl %LANEWISE_JAVA_OPTS% "-Dlanewise.root=%root%." ^
  -p "%root%cli\target\modules;%root%cli\target\devices" -m lanewise.cli/lanewise.cli.Main %arguments%
exit /b %errorlevel%

:bench
"%JAVA_HOME%\bin\java" --add-modules jdk.incubator.vector --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED %LANEWISE_JAVA_OPTS% ^
  -jar "%root%bench\target\benchmarks.jar" %arguments%
exit /b %errorlevel%
