@echo off
rem Finds a JDK 25 or newer and sets JAVA_HOME, or says how to get one and fails. The twin of find-jdk.sh:
rem JAVA_HOME first, then the JDK of `javac` on the PATH, then the folders where installers put JDKs.

set "wanted_jdk=25"
if defined JAVA_HOME (
  call :check "%JAVA_HOME%"
  if not errorlevel 1 exit /b 0
)
for /f "delims=" %%j in ('where javac 2^>nul') do (
  for %%d in ("%%~dpj..") do (
    call :check "%%~fd"
    if not errorlevel 1 (
      set "JAVA_HOME=%%~fd"
      exit /b 0
    )
  )
)
for %%b in (
  "%ProgramFiles%\Eclipse Adoptium"
  "%ProgramFiles%\Java"
  "%ProgramFiles%\Microsoft"
  "%ProgramFiles%\Zulu"
  "%ProgramFiles%\Amazon Corretto"
  "%ProgramFiles%\BellSoft"
  "%LOCALAPPDATA%\Programs\Eclipse Adoptium"
  "%USERPROFILE%\.jdks"
  "%USERPROFILE%\.sdkman\candidates\java"
  "%USERPROFILE%\scoop\apps"
) do (
  for /d %%d in ("%%~b\*") do (
    call :check "%%~fd"
    if not errorlevel 1 (
      set "JAVA_HOME=%%~fd"
      exit /b 0
    )
  )
)
echo Lanewise needs a JDK %wanted_jdk% or newer, and none was found in JAVA_HOME, on the PATH or in the usual folders. 1>&2
echo To get one:   https://adoptium.net/temurin/releases/?version=%wanted_jdk% 1>&2
echo If you have one elsewhere:   set "JAVA_HOME=C:\path\to\the\jdk" 1>&2
exit /b 1

rem Succeeds where folder %1 holds a JDK that is new enough, by its own `release` file.
:check
if not exist "%~1\bin\javac.exe" exit /b 1
if not exist "%~1\release" exit /b 1
for /f "tokens=2 delims==" %%v in ('findstr /b "JAVA_VERSION=" "%~1\release"') do (
  for /f "tokens=1 delims=." %%f in ("%%~v") do (
    if %%~f geq %wanted_jdk% exit /b 0
  )
)
exit /b 1
