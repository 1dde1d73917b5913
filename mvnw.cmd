@echo off
rem Runs Maven on a JDK 25 or newer: the installed Maven where there is one, else one that is fetched from
rem Apache, checked against the SHA-512 in .mvn\maven.properties and kept in a cache folder.
setlocal EnableExtensions EnableDelayedExpansion

set "root=%~dp0"
call "%root%.mvn\find-jdk.cmd" || exit /b 1

where mvn >nul 2>nul
if not errorlevel 1 (
  call mvn %*
  exit /b !errorlevel!
)

for /f "usebackq tokens=1,2 delims==" %%k in ("%root%.mvn\maven.properties") do set "%%k=%%l"
set "cache=%LOCALAPPDATA%\lanewise"
set "maven=%cache%\apache-maven-%maven_version%"
if exist "%maven%\bin\mvn.cmd" goto run

set "archive=apache-maven-%maven_version%-bin.tar.gz"
set "work=%cache%\fetch-%RANDOM%%RANDOM%"
mkdir "%work%" || exit /b 1
echo Fetching Maven %maven_version% ... 1>&2
for %%s in (
  "https://dlcdn.apache.org/maven/maven-3/%maven_version%/binaries"
  "https://archive.apache.org/dist/maven/maven-3/%maven_version%/binaries"
) do (
  if not exist "%maven%\bin\mvn.cmd" (
    curl --fail --location --silent --connect-timeout 20 --output "%work%\%archive%" "%%~s/%archive%"
    if not errorlevel 1 (
      set "found="
      for /f "skip=1 delims=" %%h in ('certutil -hashfile "%work%\%archive%" SHA512') do if not defined found set "found=%%h"
      set "found=!found: =!"
      if /i "!found!"=="%maven_sha512%" (
        tar -xzf "%work%\%archive%" -C "%work%" && move "%work%\apache-maven-%maven_version%" "%maven%" >nul
      ) else (
        echo %%~s/%archive% has the SHA-512 !found!, and %maven_sha512% was expected: not used. 1>&2
      )
    )
  )
)
rmdir /s /q "%work%"
if not exist "%maven%\bin\mvn.cmd" (
  echo Maven %maven_version% could not be fetched: install Maven 3.8.1 or newer, or mend the network. 1>&2
  exit /b 1
)

:run
call "%maven%\bin\mvn.cmd" %*
exit /b %errorlevel%
